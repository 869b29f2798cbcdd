// Copying parts of an index, to another or within the same.
#include "room.hpp"

int csj_index_part(const csj_index *from, uint32_t root, csj_index *to) {
  const csj_node *nodes = from->nodes + root;
  uint32_t count = nodes->next - root, first = nodes->start;
  if (int failed = csj::start(*to, 0)) return failed;
  if (int failed = csj::grow(to->nodes, to->node_capacity, count)) return failed;
  if (int failed = csj::grow(to->lines, to->line_capacity, 1)) return failed;
  for (uint32_t i = 0; i < count; i++) {
    const csj_node &node = nodes[i];
    to->nodes[i] = {node.start - first, node.end - first, node.next - root, node.meta};
  }
  // May be true though it is elsewhere in the text; readers look for themselves.
  uint16_t unpaired = uint16_t(from->unpaired);
  to->lines[0] = {0, nodes->end - first, 0, 0, CSJ_OK, 0, {}, 0, unpaired};
  to->unpaired = unpaired;
  to->node_count = count;
  to->line_count = 1;
  return CSJ_OK;
}

int csj_index_repeat(csj_index *index, uint32_t number) {
  csj_line line = index->lines[number];
  uint32_t root = line.root, count = index->nodes[root].next - root;
  uint32_t shift = index->node_count - root;
  size_t nodes = size_t(index->node_count) + count;
  if (int failed = csj::grow(index->nodes, index->node_capacity, nodes)) return failed;
  if (int failed = csj::grow(index->lines, index->line_capacity, size_t(index->line_count) + 1)) {
    return failed;
  }
  const csj_node *from = index->nodes + root;
  csj_node *to = index->nodes + index->node_count;
  for (uint32_t i = 0; i < count; i++) {
    to[i] = {from[i].start, from[i].end, from[i].next + shift, from[i].meta};
  }
  line.start = from->start;
  line.end = from->end;
  line.root += shift;
  for (uint32_t &node : line.discriminators) node += node ? shift : 0;
  index->node_count = uint32_t(nodes);
  index->lines[index->line_count++] = line;
  return CSJ_OK;
}
