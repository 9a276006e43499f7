//! Statistics, each as the specification defines it and held against SciPy and statsmodels.
//!
//! Every function takes numbers and gives numbers; where a statistic is undefined (one
//! observation has no deviation) it gives `None`, never NaN.

pub mod proportion;
