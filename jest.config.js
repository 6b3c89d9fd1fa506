/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // Jest would leave one core free, which of two is half of them.
  maxWorkers: '100%',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  globalSetup: '<rootDir>/test/global-setup.ts',
  // Compiled packages hold copies of our own sources and package.json.
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdk.out/'],
  // Tests and examples use the package by its name; here that is the source, not the last build.
  moduleNameMapper: { '^cdk-temporary-access$': '<rootDir>/lib/index.ts' },
  // Types are checked by `npm run typecheck`, so tests only need them stripped.
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } }],
  },
};
