// Says why tests were skipped, and counts. Started by scripts/test.mjs it hands the counts over; else it prints the closing line itself.
module.exports = class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    for (const [name, count] of skippedGroups(results)) process.stdout.write(`skipped ${count}: ${name}\n`);
    const counts = {
      passed: results.numPassedTests,
      // A file that could not even be loaded has no tests to count.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    if (process.send) process.send({ counts });
    else process.stdout.write(closingLine(counts));
  }
};

function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`;
}

/** Skipped tests by their outermost describe, whose name gives the reason: `describe('… (skipped: no docker)')`. */
function skippedGroups(results) {
  const groups = new Map();
  const isSkipped = ({ status }) => ['pending', 'skipped', 'disabled', 'todo'].includes(status);
  for (const test of results.testResults.flatMap((file) => file.testResults).filter(isSkipped)) {
    const name = test.ancestorTitles[0] ?? test.title;
    groups.set(name, (groups.get(name) ?? 0) + 1);
  }
  return groups;
}
