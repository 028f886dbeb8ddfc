/** Directed graphs as `Map<node, Set<node>>`: their circles and their longest chain. */

export function digraph(nodes, edges) {
  const graph = new Map(nodes.map((node) => [node, new Set()]));
  for (const [from, to] of edges) if (from !== to) graph.get(from).add(to);
  return graph;
}

/** Groups of nodes that reach each other; a node that is in no circle is a group of its own. */
function components(graph) {
  const reach = new Map([...graph.keys()].map((node) => [node, reachable(graph, node)]));
  const done = new Set();
  const groups = [];
  for (const node of graph.keys()) {
    if (done.has(node)) continue;
    const group = [...graph.keys()].filter(
      (other) => other === node || (reach.get(node).has(other) && reach.get(other).has(node)),
    );
    for (const member of group) done.add(member);
    groups.push(group);
  }
  return groups;
}

function reachable(graph, start) {
  const seen = new Set();
  const waiting = [...graph.get(start)];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (seen.has(node)) continue;
    seen.add(node);
    waiting.push(...graph.get(node));
  }
  return seen;
}

/** A shortest circle through each group that has one, as the nodes on the way; the first node is not repeated. */
export function circles(graph) {
  return components(graph)
    .filter((group) => group.length > 1)
    .map((group) => ({ group, path: shortestCircle(graph, group) }));
}

function shortestCircle(graph, group) {
  const found = group.map((start) => circleThrough(graph, start, new Set(group)));
  return found.reduce((best, path) => (path.length < best.length ? path : best));
}

function circleThrough(graph, start, group) {
  const paths = [[start]];
  const seen = new Set();
  for (const path of paths) {
    for (const next of graph.get(path.at(-1))) {
      if (next === start) return path;
      if (!group.has(next) || seen.has(next)) continue;
      seen.add(next);
      paths.push([...path, next]);
    }
  }
  throw new Error(`${start} is in no circle`);
}

/** The longest chain of nodes, each importing the next. A circle is one link of it, named by its nodes. */
export function longestChain(graph) {
  const group = new Map(components(graph).flatMap((members) => members.map((node) => [node, members])));
  const chains = new Map();
  const chainFrom = (members) => {
    if (chains.has(members)) return chains.get(members);
    const below = new Set(members.flatMap((node) => [...graph.get(node)].map((next) => group.get(next))));
    below.delete(members);
    const rest = [...below].map(chainFrom).reduce(longer, []);
    chains.set(members, [members.join(' = '), ...rest]);
    return chains.get(members);
  };
  return [...new Set(group.values())].map(chainFrom).reduce(longer, []);
}

function longer(left, right) {
  return right.length > left.length ? right : left;
}
