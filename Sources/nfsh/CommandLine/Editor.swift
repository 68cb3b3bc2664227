import ArgumentParser
import Shell

/// `nfsh editor vim|textmate`
struct Editor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what an editor needs to colour scripts; scripts/install-editor-support puts it in place.")

    enum Form: String, ExpressibleByArgument, CaseIterable {
        case vim, textmate
    }

    @Argument(help: "vim for Vim and Neovim, textmate for Visual Studio Code and others.")
    var form: Form

    func run() {
        switch form {
        case .vim: StandardStream.output.write(VimSyntax.text)
        case .textmate: StandardStream.output.write(TextMateGrammar.text)
        }
    }
}
