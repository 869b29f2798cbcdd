import LazyJSON
import Testing

@testable import BatchModel

/// Hashes of the bytes that xxHash's own tests hash.
struct Hash128Tests {
  /// A generator's, from the first prime of the 32-bit hash on.
  private static func testBytes(_ count: Int) -> [UInt8] {
    var state: UInt64 = 2_654_435_761
    return (0..<count).map { _ in
      defer { state &*= 11_400_714_785_074_694_797 }
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }

  private static func text(_ bytes: [UInt8], seed: UInt64 = 0) -> String {
    var text = ByteBuffer()
    bytes.withUnsafeBufferPointer { text.append(Hash128($0, seed: seed)) }
    return text.elements.string
  }

  /// What xxhsum -H2 prints for them.
  @Test(arguments: [
    (0, "99aa06d3014798d86001c324468d497f"), (1, "a6cd5e9392000f6ac44bdff4074eecdb"),
    (6, "082afe0b8162d12a3e7039bdda43cfc6"), (12, "6e3efd8fc7802b18061a192713f69ad9"),
    (24, "0ce966e4678d37611e7044d28b1b901d"), (48, "a002ac4e5478227ef942219aed80f67b"),
    (81, "4952f58181ab00425e8bafb9f95fb803"), (222, "337e09641b948717f1aebd597cec6b3a"),
    (403, "1b6de21e332dd73dcdeb804d65c6dea4"),
  ])
  func knownValues(count: Int, expected: String) {
    #expect(Self.text(Self.testBytes(count)) == expected)
  }

  /// From the library's own tests.
  @Test(arguments: [
    (0, "00feaa732a3ce25ea986dfc5d7605bfe"), (222, "4740af1ae0618b49c5871b3be4506a30"),
    (2367, "ccb7a94cca1a6496d2db3415b942b42a"),
  ])
  func seeds(count: Int, expected: String) {
    #expect(Self.text(Self.testBytes(count), seed: 0x9E37_79B1_85EB_CA8D) == expected)
  }
}
