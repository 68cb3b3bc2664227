/// The completion key.
extension EditSession {
    /// Completes as far as the candidates agree. Where they do not, a second press lists them, and each further one
    /// shows the next page.
    func complete() -> After {
        guard let engine else { return .goOn }
        if let list {
            self.list = (list.candidates, list.page + 1)
            return .goOn
        }
        let scalars = engine.scalars
        let cursor = String(scalars[..<engine.cursor]).utf8.count
        let request = CompletionRequest(buffer: String(scalars), cursor: cursor)
        switch Completion(of: configuration.complete(request), for: request) {
        case .nothing:
            beep()
            hasAskedForList = false
        case .edit(let text, let cursor):
            let head = String(decoding: text.utf8.prefix(cursor), as: UTF8.self)
            engine.replace(with: Array(text.unicodeScalars), cursor: head.unicodeScalars.count)
            hasAskedForList = true
        case .ambiguous(let candidates):
            if hasAskedForList {
                list = (CandidateList(candidates: candidates, cutMark: configuration.cutMark), 0)
            } else {
                beep()
            }
            hasAskedForList = true
        }
        return .goOn
    }

    /// Another key was pressed: the list has served.
    func endCompletion() {
        list = nil
        hasAskedForList = false
    }
}
