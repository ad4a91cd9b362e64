import 'reflect-metadata';
import { runProgram } from './program.js';

process.exitCode = await runProgram(process.argv.slice(2), {
  variables: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isWatched: process.stderr.isTTY,
});
