/* global require */
/** The suite that looks at the review's page in a real browser: `npm run test:browser`. It is no part of `npm test`. */
const unit = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...unit,
  testMatch: ['<rootDir>/test/browser/*.browser.ts'],
  globalSetup: '<rootDir>/test/browser/global-setup.ts',
  globalTeardown: '<rootDir>/test/browser/global-teardown.ts',
  testTimeout: 60_000,
};
