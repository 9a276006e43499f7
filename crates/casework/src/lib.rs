//! Every question and every change, asked by a worker.
