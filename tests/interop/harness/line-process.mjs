// A child process that speaks one JSON object a line.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const EXIT_MS = 8000;

export class LineProcess {
  #child;
  #onLine;
  #onStderr;

  constructor(command, args, { onLine, onStderr = () => {}, onExit = () => {} }) {
    this.#onLine = onLine;
    this.#onStderr = onStderr;
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.exited = new Promise((resolve) => {
      const ended = (why) => {
        onExit(why);
        resolve(why);
      };
      this.#child.on('error', (error) => ended(`did not start: ${error.message}`));
      this.#child.on('exit', (code, signal) => ended(`exited (${signal ?? code})`));
    });
    // A process that went away is reported by its exit, not by the pipe.
    this.#child.stdin.on('error', () => {});
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#stdout(line));
    createInterface({ input: this.#child.stderr }).on('line', (line) => this.#onStderr(line));
  }

  #stdout(line) {
    let value;
    try {
      value = JSON.parse(line);
    } catch {
      this.#onStderr(`not JSON on stdout: ${line}`);
      return;
    }
    this.#onLine(value);
  }

  write(value) {
    this.#child.stdin.write(`${JSON.stringify(value)}\n`);
  }

  kill() {
    this.#child.kill('SIGKILL');
  }

  // End of input asks for an orderly exit.
  async stop() {
    this.#child.stdin.end();
    const timer = setTimeout(() => this.kill(), EXIT_MS);
    await this.exited;
    clearTimeout(timer);
  }

  async terminate() {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.kill(), EXIT_MS);
    await this.exited;
    clearTimeout(timer);
  }
}
