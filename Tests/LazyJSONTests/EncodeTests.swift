import Fuzzing
import Testing

@testable import LazyJSON

/// Writing scalars, and what cannot be written.
@Suite struct EncodeTests {
  private func written<E: Error>(
    _ body: (inout ByteBuffer) throws(E) -> Void
  ) throws(E) -> String {
    var output = ByteBuffer()
    try body(&output)
    return text(output)
  }

  @Test func stringsHaveTheLeastEscapes() throws {
    let pairs = [
      ("", #""""#),
      ("plain / é \u{1F600} \u{2028} \u{7f}", "\"plain / é \u{1F600} \u{2028} \u{7f}\""),
      ("\"\\", #""\"\\""#), ("\u{8}\t\n\u{c}\r", #""\b\t\n\f\r""#),
      ("\0\u{1}\u{b}\u{f}\u{10}\u{1f} ", #""\u0000\u0001\u000b\u000f\u0010\u001f ""#),
    ]
    for (plain, json) in pairs {
      #expect(try withBytes(plain) { text in try written { try $0.appendString(text) } } == json)
    }
  }

  @Test func everyByteIsEscapedAtEveryPlace() throws {
    for seed in 0..<2000 {
      var random = Generator(seed: seed)
      var scalars = String.UnicodeScalarView()
      for _ in 0..<random.below(40) {
        let isPlain = random.below(8) > 0
        scalars.append(Unicode.Scalar(isPlain ? 0x5D : UInt8(random.below(256))))
      }
      let plain = Array(String(scalars).utf8)
      let json = plain.withUnsafeBufferPointer { text in written { $0.appendQuoted(text) } }
      #expect(json == Scalar.quoted(plain), "seed \(seed)")
    }
  }

  @Test(arguments: ValidationTests.malformed) func malformedUTF8IsRefused(
    bytes: [UInt8], offset: Int
  ) {
    // After eight bytes, too, that are looked at together.
    for bytes in [bytes, Array("12345678".utf8) + bytes, bytes + Array("12345678".utf8)] {
      #expect(throws: EncodeError.self) {
        try bytes.withUnsafeBufferPointer { text in try written { try $0.appendString(text) } }
      }
    }
  }

  @Test func utf8IsWhatSwiftTakesForIt() {
    for seed in 0..<3000 {
      var random = Generator(seed: seed)
      let bytes = damaged(
        Array("aé\u{800}\u{ffff}\u{10000}\u{10ffff}bcdefghijk".utf8), &random)
      #expect(
        bytes.withUnsafeBufferPointer(\.isUTF8) == (String(validating: bytes, as: UTF8.self) != nil)
      )
    }
  }

  @Test func integersAreDigits() {
    var random = Generator(seed: 1)
    let values =
      [0, -1, 9, 10, .min, .max]
      + (0..<500).map { _ in
        Int64(bitPattern: random.next()) >> random.below(64)
      }
    for value in values { #expect(written { $0.appendInteger(value) } == String(value)) }
  }

  @Test func doublesAreTheShortestThatReadBack() throws {
    for (value, json) in [
      (-0.0, "-0"), (0, "0"), (1, "1"), (0.1, "0.1"), (1e16, "1e+16"),
      (.leastNonzeroMagnitude, "5e-324"),
      (1e15, "1000000000000000"), (-1.5, "-1.5"),
      (1.7976931348623157e308, "1.7976931348623157e+308"),
    ] as [(Double, String)] {
      #expect(try written { output throws(EncodeError) in try output.appendDouble(value) } == json)
    }
    for seed in 0..<4000 {
      var random = Generator(seed: seed)
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      let json = try written { output throws(EncodeError) in try output.appendDouble(value) }
      #expect(OwnedDocument().problem(Array(json.utf8)) == nil)
      #expect(withBytes(json) { Document.double($0) }.bitPattern == value.bitPattern, "\(json)")
      #expect(!json.hasSuffix(".0"))
    }
  }

  @Test func whatIsNotFiniteIsRefused() {
    for (value, reason) in [
      (.nan, "NaN has no JSON form"), (.infinity, "an infinite number has no JSON form"),
      (-.infinity, "an infinite number has no JSON form"),
    ] as [(Double, String)] {
      let error = #expect(throws: EncodeError.self) { try written { try $0.appendDouble(value) } }
      #expect(error?.message == reason)
    }
  }
}
