const { default: Sequencer } = require('@jest/test-sequencer');

/** Their tests take minutes together: begun last, they would run on alone. */
const SLOW = /\/test\/(browser|cli|end-to-end|faults|simulation|worker)\//;

// As jest does it, by what each file took last time. Without a last time jest begins with the longest files, which are not the slowest here.
module.exports = class SlowFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    const isSlow = ({ path }) => SLOW.test(path.replaceAll('\\', '/'));
    return [...sorted.filter(isSlow), ...sorted.filter((test) => !isSlow(test))];
  }
};
