import LineEditing
import Shell

extension LineEditor: EntryHistory {}
