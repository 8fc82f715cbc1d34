// A Jest reporter that tells the process which started Jest what happens: which file runs, and each test that is done.
module.exports = class ProgressReporter {
  onTestFileStart({ path }) {
    process.send?.({ began: path });
  }

  onTestCaseResult() {
    process.send?.({ tests: 1 });
  }

  onTestFileResult({ path }) {
    process.send?.({ ended: path });
  }

  onRunComplete() {
    process.send?.({ isOver: true });
  }
};
