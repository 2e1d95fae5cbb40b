// Runs a function of a module on V8, and says what it took:
//
//   node v8.mjs FILE EXPORT ARGUMENT [CALLS]
//
// Prints the user CPU time in microseconds from reading the file to the last result, and the result; with CALLS, the
// function is called so often, and the CPU time of each call in nanoseconds is printed as well. The module may import
// WASI; if it has no such export, it is loaded and that is all.
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

// Older versions do not know the flag.
if (parseInt(process.versions.v8) >= 12) setFlagsFromString('--experimental-wasm-exnref');

const [file, name, argument, calls] = process.argv.slice(2);
const before = process.cpuUsage();
const module = new WebAssembly.Module(readFileSync(file));
const instance = await instantiate(module);
const run = instance.exports[name];
const times = [];
let result;
for (let call = 0; run && call < Number(calls ?? 1); call++) {
  const start = process.cpuUsage();
  result = run(Number(argument));
  const { user, system } = process.cpuUsage(start);
  times.push((user + system) * 1000);
}
console.log('cpu', process.cpuUsage(before).user, 'result', String(result));
if (calls) console.log('times', times.join(' '));

async function instantiate(module) {
  const imports = WebAssembly.Module.imports(module);
  if (imports.length === 0) return new WebAssembly.Instance(module);
  process.removeAllListeners('warning');
  const { WASI } = await import('node:wasi');
  const wasi = new WASI({ version: 'preview1' });
  const all = wasi.getImportObject();
  for (const { module: from, name } of imports) (all[from] ??= {})[name] ??= () => {};
  const instance = new WebAssembly.Instance(module, all);
  if (instance.exports._initialize) wasi.initialize(instance);
  return instance;
}
