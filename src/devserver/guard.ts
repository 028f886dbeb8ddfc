/**
 * Runs in a process of its own, between the process that wants a server and the server.
 *
 * The server must end when its owner ends in any way, SIGKILL too, and a killed process cannot clean up. What always
 * happens is that the operating system closes its pipes: this guard reads one from its owner and stops the command when
 * it closes. A guard can be killed, too. So a shell reads a pipe from the guard, and ends the group when the pipe
 * closes.
 *
 * It is sent to `node -e` as text, so that it works from TypeScript sources and from the compiled package alike. So it
 * may use nothing from outside its own body.
 */
export function guard(): void {
  const { spawn } = process.getBuiltinModule('node:child_process');
  const graceMs = 5_000;
  const [command = '', ...args] = process.argv.slice(1);
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  let stopping = false;

  // The guard leads a process group of its own: the signal reaches what the command has started, too.
  const signalAll = (signal: 'SIGTERM' | 'SIGKILL'): void => {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-process.pid, signal);
  };
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    signalAll('SIGTERM');
    setTimeout(signalAll, graceMs, 'SIGKILL');
  };
  // On Windows, Node's children end with it: they are in one job.
  const watchGuard = (): void => {
    if (process.platform === 'win32') return;
    const script = `trap '' TERM INT HUP; read line; kill -TERM 0; sleep ${graceMs / 1000}; kill -KILL 0`;
    const watcher = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'] });
    // Without a shell the guard works as before, as long as nobody kills it.
    watcher.on('error', () => undefined);
    watcher.stdin.on('error', () => undefined);
    watcher.unref();
  };

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  process.stdin.on('end', stop).on('error', stop).on('close', stop).resume();
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`, () => process.exit(127));
  });
  child.on('exit', (code) => process.exit(code ?? 1));
  watchGuard();
}
