// The kernel computes the same as train_workgroup; what it leaves are halves.
export { trainWorkgroup as trainWorkgroupHalf } from './train_workgroup.ts';
