import CLua
import CSIMDJSON
import Testing

@testable import LazyJSON

/// The index that C++ fills is read by Swift and, as plain memory, by C: each has a declaration.
@Suite struct NodeLayoutTests {
  @Test func nodesAreLaidOutAlike() {
    #expect(MemoryLayout<Node>.size == MemoryLayout<csj_node>.size)
    #expect(MemoryLayout<Node>.size == MemoryLayout<bl_node>.size)
    #expect(MemoryLayout<Node>.alignment == MemoryLayout<csj_node>.alignment)
    let offsets = [
      MemoryLayout<Node>.offset(of: \.start), MemoryLayout<Node>.offset(of: \.end),
      MemoryLayout<Node>.offset(of: \.next), MemoryLayout<Node>.offset(of: \.meta),
    ]
    #expect(
      offsets == [
        MemoryLayout<csj_node>.offset(of: \.start), MemoryLayout<csj_node>.offset(of: \.end),
        MemoryLayout<csj_node>.offset(of: \.next), MemoryLayout<csj_node>.offset(of: \.meta),
      ])
    #expect(
      offsets == [
        MemoryLayout<bl_node>.offset(of: \.start), MemoryLayout<bl_node>.offset(of: \.end),
        MemoryLayout<bl_node>.offset(of: \.next), MemoryLayout<bl_node>.offset(of: \.meta),
      ])
  }

  @Test func linesAreLaidOutAlike() {
    #expect(MemoryLayout<Line>.size == MemoryLayout<csj_line>.size)
    #expect(MemoryLayout<Line>.stride == MemoryLayout<csj_line>.stride)
    #expect(
      [
        MemoryLayout<Line>.offset(of: \.start), MemoryLayout<Line>.offset(of: \.end),
        MemoryLayout<Line>.offset(of: \.number), MemoryLayout<Line>.offset(of: \.root),
        MemoryLayout<Line>.offset(of: \.reason), MemoryLayout<Line>.offset(of: \.errorOffset),
        MemoryLayout<Line>.offset(of: \.discriminators),
        MemoryLayout<Line>.offset(of: \.knowsDiscriminators),
        MemoryLayout<Line>.offset(of: \.unpaired),
      ] == [
        MemoryLayout<csj_line>.offset(of: \.start), MemoryLayout<csj_line>.offset(of: \.end),
        MemoryLayout<csj_line>.offset(of: \.number), MemoryLayout<csj_line>.offset(of: \.root),
        MemoryLayout<csj_line>.offset(of: \.reason),
        MemoryLayout<csj_line>.offset(of: \.error_offset),
        MemoryLayout<csj_line>.offset(of: \.discriminators),
        MemoryLayout<csj_line>.offset(of: \.knows_discriminators),
        MemoryLayout<csj_line>.offset(of: \.unpaired),
      ])
  }

  @Test func kindsAreNumberedAlike() {
    let kinds: [(Kind, csj_kind, bl_node_kind)] = [
      (.null, CSJ_NULL, BL_NODE_NULL), (.false, CSJ_FALSE, BL_NODE_FALSE),
      (.true, CSJ_TRUE, BL_NODE_TRUE), (.integer, CSJ_INTEGER, BL_NODE_INTEGER),
      (.float, CSJ_FLOAT, BL_NODE_FLOAT), (.string, CSJ_STRING, BL_NODE_STRING),
      (.array, CSJ_ARRAY, BL_NODE_ARRAY), (.object, CSJ_OBJECT, BL_NODE_OBJECT),
    ]
    for (kind, indexed, walked) in kinds {
      #expect(UInt32(kind.rawValue) == indexed.rawValue)
      #expect(UInt32(kind.rawValue) == walked.rawValue)
    }
  }

  /// The bits of `meta`, by what each declaration makes of a node with them.
  @Test func flagsAreTheSameBits() {
    var node = Node(start: 0, end: 0, next: 0, meta: UInt32(CSJ_ESCAPED))
    #expect(node.isEscaped && !node.isExpanded && !node.isUnpaired)
    #expect(CSJ_ESCAPED == BL_NODE_ESCAPED)
    node.meta = UInt32(CSJ_UNPAIRED)
    #expect(node.isUnpaired && !node.isEscaped && !node.isExpanded)
    node.meta = UInt32(BL_NODE_EXPANDED)
    #expect(node.isExpanded && !node.isEscaped && !node.isUnpaired)
    node.meta = UInt32(CSJ_KIND_MASK) & UInt32(Kind.object.rawValue)
    #expect(node.kind == .object)
    #expect(CSJ_KIND_MASK == BL_NODE_KIND)
    node.meta = UInt32(CSJ_COUNT_MAX) << UInt32(CSJ_COUNT_SHIFT)
    #expect(node.payload == Node.maximumCount)
    #expect(CSJ_COUNT_MAX == BL_NODE_COUNT_MAX && CSJ_COUNT_SHIFT == BL_NODE_COUNT_SHIFT)
    #expect(Int(CSJ_PADDING) >= Int(BL_OVERSHOOT))
  }
}
