//! What a browser calls itself, in the words of whoever uses it: *Chrome on Android*.
//!
//! Libraries that know thousands of browsers bring regular expressions for each (`uaparser`,
//! `user-agent-parser`: 200 kB of rules that somebody must renew) or have not been changed since
//! before today's browsers (`woothee`). Here a few names are enough: whoever reads the list asks
//! whether it was their telephone.

/// What a browser is called, by a sign that it gives. The first that is found counts: nearly all of
/// them say that they are Chrome, and Chrome that it is Safari.
const BROWSERS: [(&str, &str); 20] = [
    ("EdgiOS/", "Edge"),
    ("EdgA/", "Edge"),
    ("Edg/", "Edge"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("OPX/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("Ddg/", "DuckDuckGo"),
    ("HuaweiBrowser/", "Huawei Browser"),
    ("MiuiBrowser/", "Mi Browser"),
    ("Silk/", "Silk"),
    ("GSA/", "The Google app"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// What it runs on, likewise: Android is a Linux, and a Chromebook and an iPhone say more than one.
const MACHINES: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "a Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "a Mac"),
    ("Linux", "Linux"),
    ("X11", "Linux"),
];

/// Signs of a name that nobody knows which are shown.
const SHOWN: usize = 40;

/// A browser as its owner knows it.
pub(super) fn browser(agent: &str) -> String {
    let found = |names: &[(&str, &'static str)]| {
        names.iter().find(|(sign, _)| agent.contains(sign)).map(|&(_, name)| name)
    };
    match (found(&BROWSERS), found(&MACHINES)) {
        (Some(browser), Some(machine)) => format!("{browser} on {}", on(machine, browser, agent)),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(machine)) => format!("A browser on {machine}"),
        (None, None) => unknown(agent),
    }
}

/// An iPad says that it is a Mac unless it is told not to: whoever has one is not to think that
/// somebody else was here.
fn on(machine: &'static str, browser: &str, agent: &str) -> &'static str {
    let made_for_telephones = ["CriOS/", "FxiOS/", "EdgiOS/", "OPT/"];
    match machine {
        "a Mac" if made_for_telephones.iter().any(|sign| agent.contains(sign)) => "iPad or iPhone",
        "a Mac" if browser == "Safari" => "a Mac or an iPad",
        machine => machine,
    }
}

/// The beginning of what it says, which anybody may write: no signs but those of a keyboard.
fn unknown(agent: &str) -> String {
    let plain = agent.chars().filter(|sign| sign.is_ascii_graphic() || *sign == ' ');
    let mut shown: String = plain.take(SHOWN + 1).collect();
    if shown.trim().is_empty() {
        return "A browser that does not say its name".to_owned();
    }
    if shown.len() > SHOWN {
        shown.truncate(SHOWN);
        shown = format!("{}…", shown.trim_end());
    }
    format!("Not a browser that we know: {}", shown.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_of_today_are_called_what_their_owners_call_them() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        let apple = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
        for (agent, name) in [
            // Chrome
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/143.0.0.0 Safari/537.36"), "Chrome on Windows"),
            (format!("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {webkit} Chrome/143.0.0.0 Safari/537.36"), "Chrome on a Mac"),
            (format!("Mozilla/5.0 (X11; Linux x86_64) {webkit} Chrome/143.0.0.0 Safari/537.36"), "Chrome on Linux"),
            (format!("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {webkit} Chrome/143.0.0.0 Safari/537.36"), "Chrome on a Chromebook"),
            (format!("Mozilla/5.0 (Linux; Android 10; K) {webkit} Chrome/143.0.0.0 Mobile Safari/537.36"), "Chrome on Android"),
            (format!("Mozilla/5.0 (Linux; Android 7.0; SM-G930F) {webkit} Chrome/98.0.4758.101 Mobile Safari/537.36"), "Chrome on Android"),
            (format!("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {apple} CriOS/143.0.7499.92 Mobile/15E148 Safari/604.1"), "Chrome on iPhone"),
            (format!("Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) {apple} CriOS/143.0.7499.92 Mobile/15E148 Safari/604.1"), "Chrome on iPad"),
            (format!("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {apple} CriOS/143 Version/18.6 Safari/605.1.15"), "Chrome on iPad or iPhone"),
            // Edge
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0"), "Edge on Windows"),
            (format!("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {webkit} Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0"), "Edge on a Mac"),
            (format!("Mozilla/5.0 (Linux; Android 10; K) {webkit} Chrome/143.0.0.0 Mobile Safari/537.36 EdgA/143.0.0.0"), "Edge on Android"),
            (format!("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {apple} Version/18.0 EdgiOS/143.0.3650.75 Mobile/15E148 Safari/604.1"), "Edge on iPhone"),
            // Firefox
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0".to_owned(), "Firefox on Windows"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:146.0) Gecko/20100101 Firefox/146.0".to_owned(), "Firefox on a Mac"),
            ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0".to_owned(), "Firefox on Linux"),
            ("Mozilla/5.0 (Android 15; Mobile; rv:146.0) Gecko/146.0 Firefox/146.0".to_owned(), "Firefox on Android"),
            (format!("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {apple} FxiOS/146.0 Mobile/15E148 Safari/605.1.15"), "Firefox on iPhone"),
            // Safari
            (format!("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {apple} Version/26.1 Mobile/15E148 Safari/604.1"), "Safari on iPhone"),
            (format!("Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) {apple} Version/18.6 Mobile/15E148 Safari/604.1"), "Safari on iPad"),
            (format!("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {apple} Version/26.1 Safari/605.1.15"), "Safari on a Mac or an iPad"),
            // Others that people have
            (format!("Mozilla/5.0 (Linux; Android 10; K) {webkit} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36"), "Samsung Internet on Android"),
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/142.0.0.0 Safari/537.36 OPR/126.0.0.0"), "Opera on Windows"),
            (format!("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {apple} Version/18.6 Safari/605.1.15 Ddg/18.6"), "DuckDuckGo on a Mac"),
        ] {
            assert_eq!(browser(&agent), name, "{agent}");
        }
    }

    #[test]
    fn what_is_not_known_is_shortened_and_holds_nothing_that_a_page_could_be_tricked_by() {
        assert_eq!(browser("curl/8.14.1"), "Not a browser that we know: curl/8.14.1");
        assert_eq!(browser("Mozilla/5.0 (Windows NT 6.1)"), "A browser on Windows");
        for nothing in ["", "   ", "\u{202e}\u{7}"] {
            assert_eq!(browser(nothing), "A browser that does not say its name");
        }
        let long = browser(&"word ".repeat(40));
        assert!(long.ends_with("word…") && long.chars().count() < 75, "{long}");
        assert_eq!(browser("a\u{202e}b\nc"), "Not a browser that we know: abc");
    }
}
