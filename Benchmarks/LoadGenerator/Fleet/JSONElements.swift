/// Cuts the text of a JSON array into the texts of its elements, byte for byte, which a decoder cannot give back.
public enum JSONElements {
    /// - Throws: `LoadError.server` where the text is no array.
    public static func split(_ text: [UInt8]) throws -> [ArraySlice<UInt8>] {
        var scanner = Scanner()
        for (index, byte) in text.enumerated() { scanner.step(byte, at: index, in: text) }
        guard scanner.isComplete else { throw LoadError.server("no JSON array") }
        return scanner.elements
    }

    private struct Scanner {
        var elements: [ArraySlice<UInt8>] = []
        private var depth = 0
        private var start = 0
        private var isInString = false
        private var isEscaped = false
        private var wasArray = false

        var isComplete: Bool { wasArray && depth == 0 && !isInString }

        mutating func step(_ byte: UInt8, at index: Int, in text: [UInt8]) {
            if isInString { return stepInString(byte) }
            switch byte {
            case UInt8(ascii: "\""):
                isInString = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                if depth == 1 { (wasArray, start) = (byte == UInt8(ascii: "["), index + 1) }
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { close(at: index, in: text) }
            case UInt8(ascii: ",") where depth == 1:
                close(at: index, in: text)
                start = index + 1
            default:
                break
            }
        }

        private mutating func stepInString(_ byte: UInt8) {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
            }
        }

        private mutating func close(at end: Int, in text: [UInt8]) {
            let element = text[start..<end].drop(while: Self.isSpace)
            guard let last = element.lastIndex(where: { !Self.isSpace($0) }) else { return }
            elements.append(element[...last])
        }

        private static func isSpace(_ byte: UInt8) -> Bool {
            byte == 0x20 || (0x09...0x0D).contains(byte)
        }
    }
}
