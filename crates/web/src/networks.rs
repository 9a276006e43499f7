//! Parts of the network, by what the addresses in them begin with.

use std::net::IpAddr;
use std::str::FromStr;

/// One address, or all that begin like it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    bits: u8,
}

/// Why something is no part of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an address such as 10.0.0.5 was expected, or the first of a network with the bits that are the \
     same in all of it, such as 10.0.0.0/24 or 2001:db8::/64"
)]
pub struct NotANetwork;

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let first: IpAddr = address.trim().parse().map_err(|_none| NotANetwork)?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_none| NotANetwork)?;
        let network = Self { first, bits };
        // 10.0.0.5/24 may mean one address or a network of which it is not the first. Of a network of
        // all nobody is kept out.
        if bits == 0 || bits > most || network.beginning(first) != Some(value(first)) {
            return Err(NotANetwork);
        }
        Ok(network)
    }
}

impl Network {
    /// Whether an address is in it.
    pub(crate) fn holds(self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let alike = address.is_ipv4() == self.first.is_ipv4();
        alike && self.beginning(address) == Some(value(self.first))
    }

    /// Whether it is of this machine alone: what comes from it was on no wire.
    pub fn is_local(self) -> bool {
        self.first.is_loopback() && (self.first.is_ipv6() || self.bits >= 8)
    }

    /// An address of the same kind with nothing but its first bits.
    fn beginning(self, address: IpAddr) -> Option<u128> {
        let most = if self.first.is_ipv4() { 32_u32 } else { 128 };
        let rest = most.checked_sub(u32::from(self.bits))?;
        let shifted = value(address).checked_shr(rest)?;
        shifted.checked_shl(rest)
    }
}

fn value(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(network: &str, address: &str) -> bool {
        network.parse::<Network>().unwrap().holds(address.parse().unwrap())
    }

    #[test]
    fn an_address_is_in_a_network_where_it_begins_like_it() {
        for (network, address, held) in [
            ("10.0.0.5", "10.0.0.5", true),
            ("10.0.0.5", "10.0.0.4", false),
            ("10.0.0.0/24", "10.0.0.255", true),
            ("10.0.0.0/24", "10.0.1.0", false),
            ("10.0.0.0/24", "::ffff:10.0.0.7", true),
            ("10.0.0.4/31", "10.0.0.5", true),
            ("10.0.0.4/31", "10.0.0.6", false),
            ("128.0.0.0/1", "200.1.2.3", true),
            ("2001:db8::/64", "2001:db8::1", true),
            ("2001:db8::/64", "2001:db8:0:1::1", false),
            ("::a00:0/104", "10.0.0.0", false),
        ] {
            assert_eq!(holds(network, address), held, "{address} in {network}");
        }
    }

    #[test]
    fn what_could_mean_two_things_is_none() {
        for wrong in [
            "",
            "proxy",
            "10.0.0",
            "10.0.0.5/24",
            "10.0.0.0/33",
            "10.0.0.0/",
            "0.0.0.0/0",
            "::/0",
            "2001:db8::1/64",
            "10.0.0.0/-1",
            "10.0.0.0/24/8",
        ] {
            assert_eq!(wrong.parse::<Network>(), Err(NotANetwork), "{wrong}");
        }
    }
}
