/// A JSON text as a value that loses nothing: members keep their order, numbers keep their spelling.
///
/// What a user types after `extra.NAME=` is sent as it is, and what a server says is kept as it came; neither survives
/// a trip through dictionaries and floating point.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number as it is written, such as `1e3` or `0.10` (RFC 8259, section 6).
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// The members of a JSON object in the order in which they were written; of two with one name the last is found.
package struct JSONObject: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
        package var name: String
        package var value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    package var members: [Member]

    package init(_ members: [Member] = []) {
        self.members = members
    }

    /// The value of the last member with this name. Setting replaces it in place, appends it, or (`nil`) removes all.
    package subscript(name: String) -> JSONValue? {
        get { members.last { $0.name == name }?.value }
        set {
            guard let newValue else {
                members.removeAll { $0.name == name }
                return
            }
            if let index = members.lastIndex(where: { $0.name == name }) {
                members[index].value = newValue
            } else {
                members.append(Member(name, newValue))
            }
        }
    }
}

extension JSONObject {
    /// Sets all members of `other`, as one by one, in linear time: strangers decide how many there are.
    package mutating func merge(_ other: JSONObject) {
        var positions: [String: Int] = [:]
        for (position, member) in members.enumerated() { positions[member.name] = position }
        for member in other.members {
            if let position = positions[member.name] {
                members[position].value = member.value
            } else {
                positions[member.name] = members.count
                members.append(member)
            }
        }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        members = elements.map { Member($0, $1) }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int) { self = .number(String(value)) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements.map { JSONObject.Member($0, $1) }))
    }
}

extension JSONValue {
    package init(_ integer: some BinaryInteger) { self = .number(String(integer)) }

    /// The member of an object; `nil` for anything else.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let object) = self else { return nil }
        return object[name]
    }

    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    package var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    package var array: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    package var object: JSONObject? {
        guard case .object(let object) = self else { return nil }
        return object
    }

    /// The number where it is a whole one that fits, `5.0` included.
    package var integer: Int? {
        guard case .number(let text) = self else { return nil }
        if let exact = Int(text) { return exact }
        guard let value = Double(text) else { return nil }
        return Int(exactly: value)
    }

    package var double: Double? {
        guard case .number(let text) = self else { return nil }
        return Double(text)
    }

    package var isNull: Bool { self == .null }
}
