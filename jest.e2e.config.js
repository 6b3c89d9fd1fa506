/* global require */
/** The end-to-end suite: `npm run test:e2e`. It needs moto_server, and is no part of `npm test`. */
const unit = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...unit,
  testMatch: ['<rootDir>/test/e2e/*.e2e.ts'],
  globalSetup: '<rootDir>/test/e2e/global-setup.ts',
  globalTeardown: '<rootDir>/test/e2e/global-teardown.ts',
  // The handler reads back in real time, so nearly all of a test is waiting.
  maxWorkers: 4,
  maxConcurrency: 10,
  testTimeout: 90_000,
};
