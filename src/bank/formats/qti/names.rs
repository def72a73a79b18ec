//! One name for what QTI 2 and 3 call differently: `qti-choice-interaction` and `choiceInteraction`.

use roxmltree::Node;

/// Name of an element as QTI 2 has it.
pub fn of(node: Node<'_, '_>) -> String {
    camel(node.tag_name().name())
}

fn camel(name: &str) -> String {
    let Some(name) = name.strip_prefix("qti-") else { return name.to_owned() };
    let mut out = String::new();
    for (at, part) in name.split('-').enumerate() {
        let mut chars = part.chars();
        match chars.next() {
            Some(first) if at > 0 => {
                out.extend(first.to_uppercase());
                out.push_str(chars.as_str());
            }
            _ => out.push_str(part),
        }
    }
    out
}

/// Value of an attribute by its name in QTI 2: `responseIdentifier` is `response-identifier` too.
pub fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|attribute| attribute.name() == name || dashed_is(attribute.name(), name)).map(|attribute| attribute.value())
}

fn dashed_is(dashed: &str, name: &str) -> bool {
    let mut wanted = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            wanted.push('-');
        }
        wanted.extend(c.to_lowercase());
    }
    dashed == wanted
}

/// Elements of that name anywhere below.
pub fn all<'a, 'i>(node: Node<'a, 'i>, name: &str) -> impl Iterator<Item = Node<'a, 'i>> {
    let name = name.to_owned();
    node.descendants().filter(move |part| part.is_element() && of(*part) == name)
}

/// Child elements of that name.
pub fn children<'a, 'i>(node: Node<'a, 'i>, name: &str) -> impl Iterator<Item = Node<'a, 'i>> {
    let name = name.to_owned();
    node.children().filter(move |part| part.is_element() && of(*part) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_have_one_name() {
        assert_eq!(camel("qti-extended-text-interaction"), "extendedTextInteraction");
        assert_eq!(camel("choiceInteraction"), "choiceInteraction");
        assert!(dashed_is("response-identifier", "responseIdentifier"));
    }
}
