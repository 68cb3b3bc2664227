import FoundationEssentials
import NexusFlowAPI
import Testing

@Suite("A task of the server")
struct RemoteTaskTests {
    @Test("is read as documented")
    func documented() throws {
        let json = try JSONValue(
            parsing: """
                {"id": "task_0385dc79-5ff8-4d82-xxxx", "object": "task", "status": "succeeded", "model": "wan2.6-t2v",
                 "type": "video", "progress": 100, "output": {"video_url": "https://dashscope-result/xxx.mp4"},
                 "created_at": "2026-06-01T10:00:00.000Z", "completed_at": "2026-06-01T10:02:36.000Z"}
                """)
        let task = try #require(RemoteTask(json))
        #expect(task.id == "task_0385dc79-5ff8-4d82-xxxx")
        #expect(task.status == .succeeded)
        #expect(task.model == "wan2.6-t2v")
        #expect(task.type == "video")
        #expect(task.progress == 100)
        #expect(task.videoURL == "https://dashscope-result/xxx.mp4")
        #expect(task.error == nil)
        #expect(task.createdAt == Date(timeIntervalSince1970: 1_780_308_000))
        #expect(task.completedAt == Date(timeIntervalSince1970: 1_780_308_156))
        #expect(task.raw == json)
    }

    @Test("may have failed, in a string or an object")
    func failed() throws {
        let string = try JSONValue(
            parsing: #"{"id":"a","status":"failed","error":"InvalidParameter: The parameter is invalid."}"#)
        #expect(RemoteTask(string)?.error == "InvalidParameter: The parameter is invalid.")
        let object = try JSONValue(
            parsing: #"{"id":"a","status":"failed","error":{"code":"Arrearage","message":"no money"}}"#)
        #expect(RemoteTask(object)?.error == "Arrearage: no money")
        for error in ["null", "{}", "5", "[]"] {
            #expect(
                try RemoteTask(JSONValue(parsing: #"{"id":"a","status":"failed","error":\#(error)}"#))?.status
                    == .failed)
        }
    }

    @Test("needs nothing but an id", arguments: ["{}", #"{"id":""}"#, #"{"id":5}"#, "[]", "null", #""id""#])
    func id(text: String) throws {
        #expect(try RemoteTask(JSONValue(parsing: text)) == nil)
        #expect(try RemoteTask(JSONValue(parsing: #"{"id":"a"}"#))?.status == .other(""))
    }

    @Test("of which parts have the wrong type is read without those")
    func tolerance() throws {
        let json = try JSONValue(
            parsing: """
                {"id": "a", "status": 5, "model": [], "progress": "50", "output": "x", "created_at": 17, "completed_at": "soon",
                 "prompt": {}, "more": {"kept": true}}
                """)
        let task = try #require(RemoteTask(json))
        #expect(task.status == .other(""))
        #expect(task.model == nil && task.progress == nil && task.videoURL == nil && task.createdAt == nil)
        #expect(task.completedAt == nil && task.prompt == nil)
        #expect(task.raw["more"]?["kept"] == true)
    }

    @Test(
        "reports progress from 0 to 100",
        arguments: [
            ("0", 0), ("45.9", 45), ("100", 100), ("101", 100), ("-3", 0), ("1e300", 100), ("1e999", 100),
            ("-1e999", 0),
        ])
    func progress(text: String, value: Int) throws {
        #expect(try RemoteTask(JSONValue(parsing: #"{"id":"a","progress":\#(text)}"#))?.progress == value)
    }

    @Test(
        "tells its prompt where a server does",
        arguments: [#"{"id":"a","prompt":"p"}"#, #"{"id":"a","input":{"prompt":"p"}}"#])
    func prompt(text: String) throws {
        #expect(try RemoteTask(JSONValue(parsing: text))?.prompt == "p")
    }

    @Test("ends with two words only, and an unknown word is kept")
    func status() {
        for word in ["pending", "running", "succeeded", "failed", "queued", "", "SUCCEEDED"] {
            #expect(RemoteStatus(word).word == word)
            #expect(RemoteStatus(word).isFinal == ["succeeded", "failed"].contains(word))
        }
        #expect(RemoteStatus("queued") == .other("queued"))
    }

    @Test(
        "stands in lists of several shapes",
        arguments: [
            #"[{"id":"a"},{"id":"b"}]"#, #"{"data":[{"id":"a"},{"id":"b"}]}"#,
            #"{"tasks":[{"id":"a"},{"id":"b"}],"total":2}"#,
            #"{"data":null,"items":[{"id":"a"},{"id":"b"}]}"#, #"[{"id":"a"},null,{"status":"x"},{"id":"b"}]"#,
        ])
    func lists(text: String) throws {
        #expect(try RemoteTask.list(JSONValue(parsing: text))?.map(\.id) == ["a", "b"])
    }

    @Test("does not stand in other shapes", arguments: ["{}", "null", #"{"list":[]}"#, #"{"data":{}}"#, #""[]""#])
    func noLists(text: String) throws {
        #expect(try RemoteTask.list(JSONValue(parsing: text)) == nil)
        #expect(try RemoteTask.list(JSONValue(parsing: "[]"))?.isEmpty == true)
    }
}
