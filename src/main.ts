import * as nodeModule from 'node:module';
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

/**
 * Stack traces name the lines of the sources, from Node.js 22.14 on. The maps of libraries stay unread: the option
 * --enable-source-maps keeps all of them in memory.
 */
function useSourceMaps(): void {
  const enable: unknown = Reflect.get(nodeModule, 'setSourceMapsSupport');
  if (typeof enable === 'function') Reflect.apply(enable, undefined, [true, { nodeModules: false }]);
}

useSourceMaps();
const environment = environmentOf(process.env);
if (environment === undefined) process.exit(1);
const stop = catchStopSignals(environment.stopTimeoutSeconds);
// Takes a second to load, which neither a wrong variable nor a signal has to wait for.
const { serve } = await import('./app/serve.js');
process.exit(await serve(environment, stop));
