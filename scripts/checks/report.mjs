/** Report of a check: its problems, one line each, and the exit code. */

export function report(name, problems) {
  for (const problem of problems) console.error(`- ${problem}`);
  if (problems.length === 0) {
    console.log(`${name}: no problems`);
    return;
  }
  console.error(`${name}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
  process.exitCode = 1;
}
