export { buildTests as default } from '../../../scripts/build-tests.mjs';
