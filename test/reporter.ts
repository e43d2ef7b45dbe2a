import type { TestModule, TestRunEndReason } from 'vitest/node';
import { DefaultReporter } from 'vitest/node';

/**
 * Vitest's default output, closed by the line `tests: N passed, N failed, N skipped`. A file that
 * does not load and an error outside any test count as one failure each; a run in which no test ran
 * fails too.
 */
export default class ClosingLineReporter extends DefaultReporter {
  override onTestRunEnd(
    modules: ReadonlyArray<TestModule>,
    errors: Parameters<DefaultReporter['onTestRunEnd']>[1],
    reason: TestRunEndReason,
  ): void {
    super.onTestRunEnd(modules, errors, reason);
    const count = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      const before = count.failed;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // A test that never ended died with its process, which is among the errors.
        if (state !== 'pending') count[state]++;
      }
      if (!module.ok() && count.failed === before) count.failed++;
    }
    if (count.failed > 0 || count.passed === 0) process.exitCode = 1;
    this.ctx.logger.log(
      `tests: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`,
    );
  }
}
