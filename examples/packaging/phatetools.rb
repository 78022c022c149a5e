# For Homebrew on Linux: the linker of macOS cannot make an object of the page that trajplot writes.
#
#     brew install --HEAD --formula examples/packaging/phatetools.rb
class Phatetools < Formula
  desc "Draw how neural networks move through weight space while they train"
  license "ISC"
  head "file://#{File.expand_path("../..", File.realpath(__dir__))}", using: :git, branch: "main"

  depends_on "pkgconf" => :build
  depends_on "gd"
  depends_on "gnuplot"
  depends_on "hdf5"
  depends_on "jansson"
  depends_on :linux
  depends_on "minizip"
  depends_on "openblas"
  depends_on "xxhash"
  depends_on "zlib"

  # Homebrew's openblas has LAPACKE in it, and no file for pkg-config of that name.
  def install
    system "make", "install", "PREFIX=#{prefix}", "THREE=/nowhere",
           "LIBS_PC=openblas libxxhash jansson zlib minizip hdf5 gdlib"
  end

  test do
    system bin/"phatetools", "doctor"
  end
end
