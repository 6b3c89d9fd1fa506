/* global require */
const base = require('./jest.config.js');

/**
 * `npm run test:simulation`: long campaigns of faults, and defects planted into the handler, which they have to find.
 *
 * @type {import('jest').Config}
 */
module.exports = { ...base, testMatch: ['<rootDir>/test/simulation/**/*.sim.ts'] };
