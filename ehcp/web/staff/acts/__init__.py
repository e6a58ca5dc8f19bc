"""Acts on one case: recording and correcting, exceptions, advice, handing over."""
