//! The record on both databases: opened, written by many at once, killed, and read by scope.
#![cfg(test)]

mod killed;
mod opening;
mod said;
mod scope;
mod spool;
mod writer;
