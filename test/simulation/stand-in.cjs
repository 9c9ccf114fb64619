// Before anything of the service is loaded: Temporal's two packages that run only inside a worker are the simulation's own.
const { Module } = require('node:module');
const { join } = require('node:path');

const STAND_INS = {
  '@temporalio/workflow': require.resolve(join(__dirname, 'temporal', 'workflow')),
  '@temporalio/activity': require.resolve(join(__dirname, 'temporal', 'activity')),
};
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return STAND_INS[request] ?? resolveFilename.call(this, request, ...rest);
};
