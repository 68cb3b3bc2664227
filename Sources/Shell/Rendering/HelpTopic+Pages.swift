import TaskLedger

extension HelpTopic {
    /// The topics, in the order in which they are listed.
    static let all: [HelpTopic] = [language, tasks, money, images, files, keys, resume, formats]

    private static let language = HelpTopic(
        name: "language", summary: "how a line is written: words, quotes, names, lists",
        parts: [
            .text(
                """
                One command a line; a backslash at the end, an open quote or a heredoc goes on in the next. At the prompt \
                and in a script the same line does the same. Options are NAME=VALUE; there are no flags.
                """),
            .lines(["submit a paper boat, it's raining seed=7", "set resolution=1080P duration=3"]),
            .text(
                """
                A prompt may stand without quotes. What could change it silently is an error that says to quote it. \
                '…' is taken as it stands; "…" knows \\" \\\\ \\n \\t \\$ and expands variables.
                """),
            .lines(["submit 'a sign that says \"$5 | no credit\"'"]),
            .text("A name before a command keeps what it makes; let keeps a text. A field follows a dot."),
            .lines([
                "let subject=\"a paper boat\"", "hero = submit \"$subject at dawn\"", "echo $hero.status $hero.cost",
                "echo ${subject}.mp4 ${mood:-calm}",
            ]),
            .text("Lists multiply in sweep, and nowhere else: one submit is one bill."),
            .lines(["grid = sweep \"a {calm|stormy} sea\" model=wan2.6-t2v,pixverse-v6 seed=1..2"]),
            .list([
                ("# …", "a comment, first on a line or with a blank on both sides"),
                ("prompt=@brief.txt", "the text of a file, for prompt, note and let"),
                ("@12, @last, @tag:hero", "tasks, where tasks are asked for; see tasks"),
                ("<<END", "a text of several lines, up to END alone on a line; <<'END' takes it as it stands"),
                ("> FILE, >> FILE, | …", "where the results go: a file, behind what is in it, another program"),
                ("try COMMAND", "forgives what goes wrong in the line, but for money and unknown outcomes"),
                ("!COMMAND", "runs the system's shell"),
            ]),
        ])

    private static let tasks = HelpTopic(
        name: "tasks", summary: "how a task is named, and what becomes of it",
        parts: [
            .text("Wherever TASK or TASKS is asked for, these name them:"),
            .list([
                ("@12, 12", "by the number in the ledger"), ("@12..15", "several"),
                ("@last, @-2", "the newest, the one before it"), ("@running, @failed, @all", "by what became of them"),
                ("@tag:hero, @tag:\"blue hour\"", "by their tag"), ("@rated:4", "those rated 4 or better"),
                ("$hero", "what was kept under that name"), ("task-8f3a", "the service's id, or its beginning"),
            ]),
            .text(
                """
                @last, @running, @failed and @all mean this session, or the ledger while the session has none; @tag: and \
                @rated: mean the whole ledger.
                """),
            .lines([
                "info @last", "watch @running", "again @last seed=+1 resolution=1080P", "list status=failed limit=5",
                "tag @12 hero", "rate @12 5", "download @rated:4 to=best/",
            ]),
            .text("A task is written down before its request leaves, and goes through these:"),
            .list(TaskStatus.named.map { ($0.word, $0.meaning) }),
            .text(
                "A video can be fetched for 24 hours. watch and wait fetch it by themselves, rescue fetches what is left."
            ),
            .lines(["watch", "rescue", "reconcile"]),
        ])

    private static let money = HelpTopic(
        name: "money", summary: "what tasks cost, ceilings, and what nfsh asks before it pays",
        parts: [
            .text(
                """
                A task costs its price a second times its seconds, and only if it succeeds. cost alone tells what the next \
                submit would cost; models has the prices.
                """),
            .lines(["models", "cost", "cost @all by=model"]),
            .text(
                """
                A budget is a ceiling on what is billed, committed and unknown of this session or script; what would \
                exceed it is refused before anything is sent. confirm asks above a price.
                """),
            .lines(["budget 5", "set confirm=1.00", "unset budget"]),
            .text(
                """
                A script that pays, with nobody to ask, needs --max-cost, --yes or a budget. nfsh plan shows beforehand \
                what it would submit and at what price. The local service costs nothing and needs none of these.
                """),
            .system(["nfsh plan shots.nfs", "nfsh --max-cost 5 shots.nfs"]),
            .text(
                """
                A request whose outcome is unknown counts as spent until reconcile has settled it, and is never sent again \
                by itself.
                """),
        ])

    private static let images = HelpTopic(
        name: "images", summary: "models that make images: what they take, and how their files are called",
        parts: [
            .text(
                """
                A model whose mode is text-to-image answers at once, with one to four images. It takes size, n and \
                negative_prompt in place of resolution, ratio and duration; without n one image is asked for. Its tasks \
                are listed, found, tagged, downloaded and verified as videos are.
                """),
            .lines([
                "submit a paper boat, ink drawing model=wan2.6-t2i size=1696*960 n=2", "preview @last", "explain size",
            ]),
            .text(
                """
                The images of one task are called NAME.png, NAME-2.png and so on; the field files has them all. Pages \
                beside that on videos name such models without a price. catalogue.json may give one, as usd_per_image; \
                until then each submit asks, and a budget refuses.
                """),
            .lines(["models wan2.6-t2i", "info @last"]),
        ])

    private static let files = HelpTopic(
        name: "files", summary: "where videos go and how they are named, and nfsh's own files",
        parts: [
            .text(
                """
                What succeeded is downloaded while it is watched, checked against its length, its checksum and its own \
                structure, and only then gets its name: in the working folder, or where the setting downloads says.
                """),
            .lines(["set downloads=shots name={number}-{model}-{seed}.mp4", "download @last to=best/ exists=overwrite"]
            ),
            .list([
                ("~/.config/nfsh/rc.nfs", "lines that the prompt runs at its start"),
                ("~/.config/nfsh/profiles/NAME.nfs", "what profile save NAME keeps, and --profile NAME runs first"),
                ("~/.config/nfsh/catalogue.json", "models and prices of your own"),
                ("~/.local/share/nfsh/ledger.sqlite", "the ledger; local.sqlite that of the local service"),
                ("~/.local/state/nfsh/history.jsonl", "what was typed"),
            ]),
            .text(
                "XDG_CONFIG_HOME, XDG_DATA_HOME and XDG_STATE_HOME put these elsewhere; --ledger names another ledger."),
            .text("What a session has set can be kept as a script:"),
            .lines(["env > start.nfs", "source start.nfs", "record session.nfs"]),
        ])

    private static let keys = HelpTopic(
        name: "keys", summary: "the keys of the prompt, and the key of the service",
        parts: [
            .list([
                ("Tab", "completes; again, lists what could follow; again, the next page"),
                ("Up, Down", "entries that begin as the line does; within a text of several lines, its lines"),
                ("Right, Alt-Right", "takes what stands in grey behind the text: all of it, a word of it"),
                ("Ctrl-R", "searches the history; again, further back"),
                ("Alt-Enter", "another line of the same entry"),
                ("Ctrl-X Ctrl-E", "the entry in $EDITOR"), ("Ctrl-_, Alt-_", "undoes, and does again"),
                ("Ctrl-C", "leaves the line, or ends what runs; tasks go on; twice, tells how to leave"),
                ("Ctrl-D", "leaves, on an empty line"), ("Ctrl-L", "clears the screen"),
                ("Ctrl-Z", "stops nfsh; fg brings it back"),
            ]),
            .text("~/.editrc may bind others, and vi's (editrc(5)). An entry that begins with a blank is not kept."),
            .lines(["history", "history lighthouse"]),
            .text(
                """
                In grey, behind the text, stands the newest entry that goes on from it; where there is none, what the \
                command still takes. At the right edge stand how many tasks run, what the ceiling leaves, and what the line \
                would cost, in red where the ceiling forbids it. Terminals without colour show no grey text.
                """),
            .lines(["set hints=off", "set hints=on"]),
            .text(
                """
                The service's key is what NEXUSFLOW_API_KEY holds, else API_KEY if it begins with sk-air-, else what login \
                stored. login asks for it without showing it. It goes to the service and nowhere else.
                """),
            .lines(["login", "logout"]),
        ])

    private static let resume = HelpTopic(
        name: "resume", summary: "going on after an interruption, a crash, or a night",
        parts: [
            .text(
                """
                Tasks run at the service, whatever happens here. A shell that starts again says what still runs, what is to \
                be fetched and how long it can be, and sees to it.
                """),
            .lines(["watch", "rescue", "list since=1d"]),
            .text(
                """
                A script that was cut off goes on with --resume: what succeeded is reused, what runs is taken over, only \
                the rest is paid. plan --resume shows it beforehand.
                """),
            .system(["nfsh plan --resume shots.nfs", "nfsh --resume shots.nfs"]),
            .text(
                """
                A submit that was under way when the shell died is unknown: nobody here knows whether it runs. reconcile \
                looks for it in the service's list; what it cannot tell is settled by hand.
                """),
            .lines(["reconcile", "reconcile @12 as=lost"]),
        ])

    private static let formats = HelpTopic(
        name: "formats", summary: "results for people and for programs, and exit statuses",
        parts: [
            .text(
                """
                Results go to standard output, everything else to standard error. Tables are for people; a pipe or a file \
                gets no colours and nothing is cut.
                """),
            .lines(["set output=json", "list > tasks.json", "set output=table"]),
            .list([
                ("json, jsonl", "one value; an object a line"), ("csv, tsv", "a heading, then a line each"),
                ("markdown", "a table for documents"), ("table", "for people"),
            ]),
            .text("Money is dollars, times are ISO 8601 in UTC, what is not there is null."),
            .system(["nfsh --output json -c 'list' | jq '.[].file'"]),
            .text("A script ends with the highest of these that applies:"),
            .list([
                ("0", "all done"), ("1", "wrong use of the command line"),
                ("2", "something is wrong with the script; nothing was sent"),
                ("3", "network, key, file or server error"), ("4", "an expect failed"),
                ("5", "a task failed, or was rejected"), ("6", "refused: budget, ceiling, no confirmation"),
                ("7", "interrupted or timed out; tasks still run"), ("8", "a submit whose outcome is unknown"),
            ]),
        ])
}
