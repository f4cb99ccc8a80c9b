class Spotdeck < Formula
  desc "Live desk for MEXC spot accounts, with a sandbox exchange"
  homepage "{{homepage}}"
  url "{{address}}/spotdeck-{{version}}.tgz"
  sha256 "{{sha256}}"
  license "Apache-2.0"

  depends_on "node"

  def install
    system "npm", "install", *std_npm_args
    bin.install_symlink libexec.glob("bin/*")
  end

  service do
    run [opt_bin/"spotdeck", "gateway", "--data", var/"spotdeck"]
    keep_alive true
    log_path "/dev/null"
    error_log_path var/"log/spotdeck.log"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/spotdeck --version")
    assert_match "gateway", shell_output("#{bin}/spotdeck --help")
  end
end
