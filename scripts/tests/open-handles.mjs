/** Loaded into jest: says on SIGUSR2 what keeps the process alive. `run-jest.mjs` asks before it ends one. */
process.on('SIGUSR2', () => {
  const counts = new Map();
  for (const name of process.getActiveResourcesInfo()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const open = [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
  process._rawDebug(`process ${process.pid} is kept open by: ${open}`);
});
