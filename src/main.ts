import { type Environment, EnvironmentError, readEnvironment } from './platform/config/environment.js';
import { catchStopSignals } from './app/shutdown.js';

function environmentOf(variables: NodeJS.ProcessEnv): Environment | undefined {
  try {
    return readEnvironment(variables);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return undefined;
  }
}

const environment = environmentOf(process.env);
if (environment === undefined) process.exit(1);
const stop = catchStopSignals(environment.stopTimeoutSeconds);
// Takes a second to load, which neither a wrong variable nor a signal has to wait for.
const { serve } = await import('./app/serve.js');
process.exit(await serve(environment, stop));
