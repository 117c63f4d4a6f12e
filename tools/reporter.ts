import Mocha from 'mocha';
import { recordingReporter } from './recording-reporter.ts';

/** For Mocha's command line: `--reporter tools/reporter.ts`. */
export default recordingReporter(Mocha, process.env);
