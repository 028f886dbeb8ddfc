/** Stories of docs/api.md as data: who imports what. An entry that package.json does not export is left out. */
export const stories = [
  { title: 'What a workflow imports', entries: ['./workflow', './messages', './workflows'] },
  { title: 'What a worker imports', entries: ['.'] },
  { title: 'What a receiver imports', entries: ['./webhook', './webhook/metrics'] },
  { title: 'What an app imports', entries: ['./client'] },
  { title: 'What a test imports', entries: ['./testing'] },
];
