/**
 * Runs the suites that compute with time as if on machines in other zones, since windows must not depend on the one
 * that synthesizes: in UTC, behind it, ahead by three quarters of an hour, with changes of half an hour, and a day ahead.
 */
import { spawnSync } from 'node:child_process';

const ZONES = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia'];
const SUITES = ['test/lib/core', 'test/lib/access-window', 'test/lib/day-of-month', 'test/page'];

const failed = ZONES.filter((zone) => {
  console.log(`\nTZ=${zone}`);
  const jest = spawnSync('jest', SUITES, { env: { ...process.env, TZ: zone }, stdio: 'inherit' });
  return jest.status !== 0;
});
if (failed.length > 0) {
  console.error(`the suites fail in ${failed.join(', ')}`);
  process.exitCode = 1;
}
