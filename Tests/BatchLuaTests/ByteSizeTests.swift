import Testing

@testable import BatchLua

/// Sizes as people write them.
@Suite struct ByteSizeTests {
  @Test(arguments: [
    ("200MB", 200_000_000), ("200 MiB", 209_715_200), ("1kb", 1000), ("1KiB", 1024),
    ("2GB", 2_000_000_000), ("512M", 536_870_912), ("2g", 2_147_483_648), ("64K", 65536),
    ("1.5MB", 1_500_000), ("17", 17), ("17B", 17),
  ])
  func readsSizes(_ text: String, _ bytes: Int) { #expect(ByteSize.parse(text) == bytes) }

  @Test(arguments: ["", "MB", "-1", "0", "1XB", "1e3", "1 MB x", "nan", "1..2"])
  func refusesSizes(_ text: String) { #expect(ByteSize.parse(text) == nil) }
}
