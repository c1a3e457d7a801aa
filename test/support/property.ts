// Property tests draw the same cases on every run, so that a red run is about the change it stands for. Another draw: PROPERTY_SEED=$RANDOM.
import { configureGlobal } from 'fast-check';

configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20261117) });

export * from 'fast-check';
