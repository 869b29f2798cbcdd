import Glibc
import Testing

@testable import BatchLua

/// What a sealed child may send its parent, which takes nothing for granted.
struct SandboxFrameTests {
  private func frame(_ numbers: Int..., text: [UInt8] = []) -> SandboxFrame {
    var frame = SandboxFrame(.result)
    for number in numbers { frame.append(number) }
    return SandboxFrame(.result, frame.bytes + text)
  }

  @Test func contentsComeBack() throws {
    var sent = SandboxFrame(.progress)
    let numbers = [0, 1, -1, 255, 256, .max, .min]
    for number in numbers { sent.append(number) }
    sent.append("é\0")
    sent.append([UInt8]())
    sent.append([0xFF, 0])
    var frame = SandboxFrame(.progress, sent.bytes)
    for number in numbers { #expect(try frame.number() == number) }
    #expect(try frame.string() == "é\0")
    #expect(try frame.text() == [])
    #expect(try frame.text() == [0xFF, 0])
    #expect(throws: SandboxNonsense.self) { try frame.number() }
    #expect(throws: SandboxNonsense.self) { try frame.text() }
  }

  @Test(arguments: 0..<8) func aNumberThatIsCutOff(count: Int) {
    var frame = SandboxFrame(.result, [UInt8](repeating: 1, count: count))
    #expect(throws: SandboxNonsense.self) { try frame.number() }
    #expect(throws: SandboxNonsense.self) { try frame.text() }
  }

  /// A text says how long it is; four bytes follow.
  @Test(arguments: [-1, -4, -8, -9, 5, 6, 1 << 20, 1 << 40, .max, .max - 8, .min])
  func aLengthThatLies(count: Int) throws {
    for before in 0..<3 {
      var frame = SandboxFrame(.failure)
      for number in 0..<before { frame.append(number) }
      frame.append(count)
      frame = SandboxFrame(.failure, frame.bytes + Array("text".utf8))
      for number in 0..<before { #expect(try frame.number() == number) }
      #expect(throws: SandboxNonsense.self) { try frame.text() }
    }
  }

  @Test func aTextThatFillsTheFrame() throws {
    var whole = frame(4, text: Array("text".utf8))
    #expect(try whole.string() == "text")
    var part = frame(3, text: Array("text".utf8))
    #expect(try part.string() == "tex")
    #expect(throws: SandboxNonsense.self) { try part.number() }
  }

  /// Nine numbers, of which none may be negative or so large that nobody can compute with it.
  @Test(arguments: 0..<9) func countsOfARun(place: Int) throws {
    for (number, isRight) in [(0, true), ((1 << 55) - 1, true), (1 << 55, false), (-1, false)] {
      var numbers = Array(1...9)
      numbers[place] = number
      var frame = SandboxFrame(.result)
      for number in numbers { frame.append(number) }
      let count = frame.bytes.count
      frame.append(Array("{}".utf8))
      var whole = SandboxFrame(.result, frame.bytes)
      guard isRight else {
        #expect(throws: SandboxNonsense.self) { try whole.summary() }
        continue
      }
      var sent = SandboxFrame(.result)
      sent.append(try whole.summary())
      #expect(sent.bytes == frame.bytes)
      var cut = SandboxFrame(.result, Array(frame.bytes.prefix(count - 8 * (9 - place) + 7)))
      #expect(throws: SandboxNonsense.self) { try cut.summary() }
    }
  }

  @Test(arguments: [-1, 99, .max, .min]) func aKindOfErrorThatThereIsNot(kind: Int) {
    var frame = frame(kind, 4, text: Array("text".utf8))
    #expect(throws: SandboxNonsense.self) { try frame.error() }
  }

  @Test(arguments: RunError.Kind.all)
  func anErrorComesBack(kind: RunError.Kind) throws {
    var sent = SandboxFrame(.failure)
    sent.append(RunError(kind, "what it says"))
    var frame = SandboxFrame(.failure, sent.bytes)
    let error = try frame.error()
    #expect(error.kind == kind && error.description == "what it says")
  }

  // MARK: On the way

  /// What comes of these bytes, after which the other side ends.
  private func receive(_ bytes: [UInt8]) throws -> SandboxFrame? {
    let (parent, child) = try SandboxSocket.pair()
    defer { parent.close() }
    #expect(write(child.descriptor, bytes, bytes.count) == bytes.count)
    child.close()
    return try parent.receive()
  }

  private func head(_ kind: UInt8, _ count: UInt32) -> [UInt8] {
    [kind] + withUnsafeBytes(of: count.littleEndian) { Array($0) }
  }

  @Test func aFrame() throws {
    let frame = try #require(try receive(head(SandboxFrame.Kind.print.rawValue, 3) + [1, 2, 3]))
    #expect(frame.kind == .print && frame.bytes == [1, 2, 3])
  }

  @Test func kindsThatThereAreNot() {
    let kinds = (0...UInt8.max).filter { SandboxFrame.Kind(rawValue: $0) == nil }
    #expect(kinds.count > 200 && kinds.contains(0))
    for kind in kinds {
      #expect(throws: SandboxNonsense.self) { try receive(head(kind, 0)) }
    }
  }

  /// Nobody takes the memory for it.
  @Test(arguments: [(20 << 20) + 1, 1 << 31, .max] as [UInt32])
  func aFrameThatIsTooLong(count: UInt32) {
    #expect(throws: SandboxNonsense.self) {
      try receive(head(SandboxFrame.Kind.result.rawValue, count))
    }
  }

  /// Then the other side has gone before it has said all.
  @Test(arguments: 0..<9) func aFrameThatIsCutOff(count: Int) throws {
    let bytes = head(SandboxFrame.Kind.result.rawValue, 4) + [1, 2, 3, 4]
    #expect(try (receive(Array(bytes.prefix(count))) == nil) == (count < bytes.count))
  }
}
