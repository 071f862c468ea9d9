const most = 3;

/**
 * Tells at the end which tests needed their second try: a browser on a busy machine is late now and then. More than a few are no accident, and
 * fail the run.
 */
export default class Retries {
  onRunComplete(_, { testResults }) {
    this.retried = testResults.flatMap(({ testResults: tests }) => tests.filter(({ status, invocations }) => status === 'passed' && invocations > 1).map(({ fullName }) => fullName));
    if (this.retried.length > 0) console.error(`\nPASSED AT THE SECOND TRY ONLY (${this.retried.length}; more than ${most} fail the run):\n${this.retried.map((name) => `  ${name}`).join('\n')}\n`);
  }
  getLastError() { return this.retried?.length > most ? new Error(`${this.retried.length} tests needed a second try`) : undefined; }
}
