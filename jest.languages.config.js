/* global require */
/**
 * The samples in Python and Java, checked against the code that is generated for those languages:
 * `npm run test:languages`. It needs a JDK, and is no part of `npm test`.
 */
const unit = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...unit,
  testMatch: ['<rootDir>/test/languages/*.languages.ts'],
  globalSetup: '<rootDir>/test/languages/global-setup.ts',
  testTimeout: 120_000,
};
