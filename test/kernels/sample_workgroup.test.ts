import { testSampleNetwork } from './sample_network.ts';

testSampleNetwork('workgroup');
