# For Nix:
#
#     nix-build examples/packaging/phatetools.nix
#
# Pages of trajplot (HTML) are left out: three.js is not in nixpkgs as Debian has it. The openblas of
# nixpkgs has LAPACKE in it, and no file for pkg-config of that name.
{ pkgs ? import <nixpkgs> { } }:

pkgs.stdenv.mkDerivation {
  pname = "phatetools";
  version = "1.0";
  src = pkgs.lib.cleanSource ../..;

  nativeBuildInputs = [ pkgs.pkg-config pkgs.makeWrapper ];
  buildInputs = with pkgs; [ openblas xxHash jansson zlib minizip hdf5 gd ];

  preBuild = ''
    makeFlagsArray+=(PREFIX=$out THREE=/nowhere LIBS_PC="openblas libxxhash jansson zlib minizip hdf5 gdlib")
  '';
  enableParallelBuilding = true;
  postInstall = "wrapProgram $out/bin/trajplot --prefix PATH : ${pkgs.gnuplot}/bin";

  meta = {
    description = "Draws how neural networks move through weight space while they train";
    license = pkgs.lib.licenses.isc;
    platforms = pkgs.lib.platforms.linux;
  };
}
