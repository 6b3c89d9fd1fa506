/* global require */
/**
 * The package with other versions of the CDK and of Node.js: `npm run test:combinations`. It installs them from the npm
 * registry, and is no part of `npm test`.
 */
const unit = require('./jest.config.js');

/** @type {import('jest').Config} */
module.exports = {
  ...unit,
  testMatch: ['<rootDir>/test/combinations/*.versions.ts'],
  testTimeout: 300_000,
};
