// For compiling only: the part of the annotations of JetBrains that generated code names. The real one is in org.jetbrains:annotations.
package org.jetbrains.annotations;

public @interface NotNull {}
