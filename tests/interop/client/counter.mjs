// The `count` command: waits for a number of events, muted or not, one count at a time.
export class Counter {
  #running = null;

  saw(event) {
    const run = this.#running;
    if (!run || run.event !== event) return;
    run.first ??= performance.now();
    run.left -= 1;
    if (run.left <= 0) run.done();
  }

  count({ n, event = 'onTextMessage', timeout_ms: timeoutMs = 120000 }, announce) {
    if (!Number.isInteger(n) || n < 1) throw new TypeError('count: n is not a positive integer');
    if (this.#running) throw new Error('count: one is running already');
    const started = performance.now();
    const cpu = process.cpuUsage();
    return new Promise((resolve, reject) => {
      const run = { event, left: n, first: null };
      const timer = setTimeout(() => {
        this.#running = null;
        reject(new Error(`count: ${n - run.left} of ${n} ${event} in ${timeoutMs} ms`));
      }, timeoutMs);
      run.done = () => {
        this.#running = null;
        clearTimeout(timer);
        const now = performance.now();
        const { user, system } = process.cpuUsage(cpu);
        resolve({
          n,
          ms: Math.round(now - started),
          ms_from_first: Math.round(now - run.first),
          cpu_ms: Math.round((user + system) / 1000),
        });
      };
      this.#running = run;
      announce();
    });
  }
}
