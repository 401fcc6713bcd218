//! Embedded folders are read by `include_dir!`, which cannot tell cargo about files that are added.

fn main() {
    println!("cargo:rerun-if-changed=forms");
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=src/builtin");
}
